/** Prints the first ten bytes of each frame of a share: node examples/share/first-bytes.mjs NAME */
import { openShare } from 'reelay/share';

const share = openShare(process.argv[2] ?? '');
for (;;) {
  const frame = await share.pull(1000);
  console.log(frame ? `got data: ${frame.data.subarray(0, 10).join(' ')}` : 'timeout');
}
