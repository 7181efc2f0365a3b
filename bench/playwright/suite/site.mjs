/** A small shop, whose server takes its time as servers do, and a page that numbers its frames. */
import { createServer } from 'node:http';

/** From request to answer, milliseconds. */
const ANSWER_MS = 100;

const STYLE = `body { font: 16px sans-serif; margin: 0; background: #f4f2ee } nav { padding: 16px; background: #234; } nav a { color: #fff; margin-right: 16px }
  main { padding: 16px } ul { display: grid; grid-template-columns: repeat(6, 1fr); gap: 12px; padding: 0; list-style: none }
  li { background: #fff; border-radius: 8px; padding: 12px; box-shadow: 0 2px 8px #0003 } button { transition: background 0.15s } button:hover { background: #fc6 }
  label { display: block; margin: 8px 0 } dialog { transition: opacity 0.15s }`;

/** @param {string} title @param {string} body */
const pageOf = (title, body) => `<!doctype html><title>${title}</title><style>${STYLE}</style>
  <nav><a href="/">Shop</a><a href="/checkout">Checkout</a><a href="/help">Help</a></nav><main><h1>${title}</h1>${body}</main>`;

const FIELDS = ['Name', 'Street', 'Town', 'Country', 'Telephone', 'E-mail'];

/** @type {Record<string, string>} */
const PAGES = {
  '/': pageOf(
    'Shop',
    `<label>Search <input id="search"></label><p id="total"></p><ul id="list"></ul><script>
      let count = 0, sum = 0;
      const show = () => {
        const text = search.value.toLowerCase();
        list.replaceChildren(...Array.from({ length: 60 }, (_, index) => index).filter((index) => ('reel ' + index).includes(text)).map((index) => {
          const item = document.createElement('li');
          item.innerHTML = '<h3>Reel ' + index + '</h3><p>' + index + ' euros</p><button>Buy</button>';
          item.querySelector('button').onclick = () => { count++; sum += index; total.textContent = count + ' reels, ' + sum + ' euros'; };
          return item;
        }));
      };
      search.oninput = show;
      show();
    </script>`,
  ),
  '/checkout': pageOf(
    'Checkout',
    `<form onsubmit="event.preventDefault(); said.textContent = 'Sent by ' + by.value + ' to ' + this.elements[0].value">
      ${FIELDS.map((field) => `<label>${field} <input required></label>`).join('')}
      <label><input type="checkbox" required> I have read it</label>
      <label>By <select id="by"><option>rail</option><option>ship</option></select></label>
      <button>Send</button></form><p role="status" id="said"></p>`,
  ),
  '/help': pageOf(
    'Help',
    `<button onclick="ask.showModal()">Ask</button><dialog id="ask"><label>Question <input></label>
      <button onclick="ask.close()">Close</button></dialog>${'<p>Reels are wound, not folded. </p>'.repeat(40)}`,
  ),
  '/numbers': `<!doctype html><body style="margin:0;background:#888"><div id="squares" style="display:grid;grid-template-columns:repeat(16,20px);grid-auto-rows:20px"></div>
    <p id="text" style="font:48px sans-serif"></p><script>
    // As bench/numbers.ts has it: the number in the first row, its check in the second.
    const squares = document.querySelector('#squares');
    for (let square = 0; square < 32; square++) squares.append(document.createElement('i'));
    const drawn = (window.drawn = []);
    let first, isOver = false;
    window.stop = () => (isOver = true);
    const draw = (time) => {
      if (isOver) return;
      first ??= time;
      const number = Math.floor(((time - first) * 30) / 1000 + 1e-6);
      if (number !== drawn.at(-1)) {
        drawn.push(number);
        [...squares.children].forEach((square, index) => {
          const isWhite = Boolean((number >> (index % 16)) & 1) !== index >= 16;
          square.style.background = isWhite ? '#fff' : '#000';
        });
        text.textContent = 'Frame ' + number;
      }
      requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
  </script></body>`,
};

createServer((request, response) => {
  const body = PAGES[new URL(request.url ?? '/', 'http://site').pathname] ?? '';
  setTimeout(() => response.setHeader('Content-Type', 'text/html').end(body), ANSWER_MS);
}).listen(Number(process.env['SITE_PORT']), '127.0.0.1');
