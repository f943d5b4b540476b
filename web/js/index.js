// The first page: says where the API is and what the server has.
import { httpUrl, webSocketUrl } from './janus-client.js';

const byId = (id) => document.getElementById(id);
byId('http-url').textContent = httpUrl();
byId('ws-url').textContent = webSocketUrl();
try {
  const info = await (await fetch(`${httpUrl()}/info`)).json();
  byId('version').textContent = info.implementation ?? info.name;
  const names = Object.keys(info.plugins);
  byId('plugins').textContent = names.length ? names.join(', ') : 'none';
} catch (error) {
  byId('plugins').textContent = `The server does not answer (${error.message}).`;
}
