import { PassThrough } from 'node:stream';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { DevTools } from './devtools.ts';

it('a message that is larger than any picture closes the pipes, and what waits is told', async () => {
  const [toBrowser, fromBrowser] = [new PassThrough(), new PassThrough()];
  const devtools = new DevTools(toBrowser, fromBrowser);
  const asked = expect(devtools.browser.send('Browser.getVersion')).rejects.toThrow('the browser is gone');
  const closed = once(toBrowser, 'close');
  const part = Buffer.alloc(64 * 1024 * 1024, 'x');
  for (let count = 0; count < 5 && !fromBrowser.destroyed; count++) {
    fromBrowser.write(part);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await asked;
  await closed;
  await devtools.closed;
});

it('messages may come in pieces, and several in one', async () => {
  const [toBrowser, fromBrowser] = [new PassThrough(), new PassThrough()];
  const devtools = new DevTools(toBrowser, fromBrowser);
  const first = devtools.browser.send('Browser.getVersion');
  const second = expect(devtools.browser.send('Browser.close')).rejects.toThrow('Browser.close: no');
  fromBrowser.write('{"id":1,"resu');
  fromBrowser.write('lt":{"product":"a"}}\0{"id":2,"error":{"message":"no"}}\0');
  expect(await first).toMatchObject({ product: 'a' });
  await second;
});
