import { PassThrough } from 'node:stream';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { DevTools } from './devtools.ts';

it('a message that is larger than any picture closes the pipes, and what waits is told', async () => {
  const [toBrowser, fromBrowser] = [new PassThrough(), new PassThrough()];
  const devtools = new DevTools(toBrowser, fromBrowser);
  const asked = devtools.browser.send('Browser.getVersion');
  const closed = once(toBrowser, 'close');
  const part = Buffer.alloc(64 * 1024 * 1024, 'x');
  for (let count = 0; count < 5 && !fromBrowser.destroyed; count++) {
    fromBrowser.write(part);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await expect(asked).rejects.toThrow('Browser.getVersion: the browser is gone');
  await closed;
  await devtools.closed;
});

it('messages may come in pieces, and several in one', async () => {
  const [toBrowser, fromBrowser] = [new PassThrough(), new PassThrough()];
  const devtools = new DevTools(toBrowser, fromBrowser);
  const first = devtools.browser.send('Browser.getVersion');
  const second = devtools.browser.send('Browser.close');
  fromBrowser.write('{"id":1,"resu');
  fromBrowser.write('lt":{"product":"a"}}\0{"id":2,"error":{"message":"no"}}\0');
  expect(await first).toMatchObject({ product: 'a' });
  await expect(second).rejects.toThrow('Browser.close: no');
});
