import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { it } from 'vitest';
import { planFor } from './testing/record.ts';
it('speed', async () => {
  const N=40, W=1920, H=1080;
  for (const clip of ['mb','t2']) for (const preset of ['mp4','webm','webm-vp8','ogg','mkv-lossless','mov-alpha']) for (const quality of ['draft','standard','high'] as const) {
    if (preset==='mkv-lossless' && quality!=='standard') continue;
    const plan = await planFor({ preset, quality, alpha: 'discard', width:W, height:H });
    const file = `zz.${plan.extension}`;
    const r = spawnSync('/usr/bin/time', ['-f','CPU %U %S','gst-launch-1.0','-q','--','filesrc',`location=${clip}.bgra`,`blocksize=${W*H*4}`,'!','rawvideoparse','format=bgrx',`width=${W}`,`height=${H}`,'framerate=60/1','colorimetry=1:1:7:1','!',...plan.arguments(file)], { cwd: '/tmp/m' });
    const [u, s] = /CPU ([\d.]+) ([\d.]+)/.exec(r.stderr.toString())!.slice(1).map(Number);
    const ps = spawnSync('bash',['-c',`ffmpeg -i /tmp/m/${file} -f rawvideo -s 1920x1080 -pix_fmt bgra -r 60 -i /tmp/m/${clip}.bgra -lavfi "[0]scale=in_color_matrix=${preset==='ogg'||preset==='webm-vp8'?'bt601':'bt709'}:flags=accurate_rnd+full_chroma_int,format=gbrp,settb=1/60,setpts=N[a];[1]format=gbrp,settb=1/60,setpts=N[b];[a][b]psnr" -f null - 2>&1 | grep -o "average:[0-9.inf]*"`]).stdout.toString().trim();
    console.log(clip, preset, quality, 'CPU ms/frame', ((u!+s!)*1000/N).toFixed(0), (statSync('/tmp/m/'+file).size*8*60/N/1e6).toFixed(1)+' Mbit/s', 'RGB PSNR', ps);
  }
}, 600000);
