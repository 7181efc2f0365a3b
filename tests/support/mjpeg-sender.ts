import { type ChildProcess, spawn } from 'node:child_process';
import type { TestRelay } from './relay.ts';

/** A GStreamer process that sends blue pictures, ten a second, to the `--mjpeg-in` called `name`. Who starts it ends it. */
export function startSender(relay: TestRelay, name: string): ChildProcess {
  const port = new RegExp(`^live ${name}: takes pictures at 127\\.0\\.0\\.1:(\\d+)$`, 'm').exec(
    relay.log.join('\n'),
  )?.[1];
  const picture = 'video/x-raw,format=RGB,width=160,height=120,framerate=10/1';
  // Full-range BT.601, which JPEG readers assume.
  const elements = `videotestsrc is-live=true pattern=blue ! ${picture} ! videoconvert ! video/x-raw,format=I420,colorimetry=1:4:7:1 ! jpegenc`;
  const sink = `multipartmux boundary=spionisto ! tcpclientsink port=${port ?? ''}`;
  return spawn('gst-launch-1.0', `-q ${elements} ! ${sink}`.split(' '), { stdio: 'ignore' });
}
