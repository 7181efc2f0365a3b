/** Pages of one colour each, and pages that number their frames. */
import { createServer } from 'node:http';

const NUMBERED = `<canvas id="numbers" width="320" height="240" style="display:block"></canvas><script>
  const context = numbers.getContext('2d');
  const from = Number(new URLSearchParams(location.search).get('from'));
  const draw = (time) => {
    const number = from + Math.round((time * 30) / 1000);
    document.title = String(number);
    context.fillStyle = '#888';
    context.fillRect(0, 0, 320, 240);
    for (let bit = 0; bit < 12; bit++) {
      context.fillStyle = (number >> bit) & 1 ? '#fff' : '#000';
      context.fillRect(Math.floor((bit * 320) / 12), 0, Math.ceil(320 / 12), 60);
    }
    requestAnimationFrame(draw);
  };
  requestAnimationFrame(draw);
</script>`;

createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://site');
  const body = pathname === '/numbered' ? NUMBERED : '';
  const colour = /^\/(red|lime|blue|yellow)$/.exec(pathname)?.[1] ?? 'white';
  response.setHeader('Content-Type', 'text/html');
  response.end(`<!doctype html><title>${colour}</title><body style="margin:0;background:${colour}">${body}</body>`);
}).listen(Number(process.env['SITE_PORT']), '127.0.0.1');
