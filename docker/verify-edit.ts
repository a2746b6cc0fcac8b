import { openDocument } from '#web/client/open-document.ts';

/**
 * `node docker/verify-edit.ts <server> <document> <transport> <text>`: types the text into the document's title with the project's own
 * client, and ends when the server says that it is on disk.
 */
const [server = '', document = '', transport = '', text = ''] = process.argv.slice(2);
if (transport !== 'websocket' && transport !== 'polling') throw new TypeError('the transport is websocket or polling');
const client = openDocument({ server, document, transport, offline: false });
client.doc.getText('title').insert(0, text);
await client.saved();
await client.destroy();
