// Computes: holds the WebAssembly module and the networks.
import start from './mien.js';
import { packs } from './packs.js';

const module = await start({ locateFile: (name) => name }).catch((error) => {
  postMessage({ error: `expected a browser with WebAssembly SIMD: ${error.message ?? error}` });
  throw error;
});
const handle = module._mien_phone_new();
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Copies bytes into the module, runs work on them, and frees them. */
function lend(bytes, work) {
  const place = module._malloc(bytes.length);
  if (place === 0) throw new Error('not enough memory for this picture');
  try {
    module.HEAPU8.set(bytes, place);
    return work(place);
  } finally {
    module._free(place);
  }
}

function lendText(text, work) {
  return lend(encoder.encode(`${text}\0`), work);
}

/** The JSON at a place of the module's memory. */
function read(place) {
  const end = module.HEAPU8.indexOf(0, place);
  const answer = JSON.parse(decoder.decode(module.HEAPU8.slice(place, end)));
  if (answer.error) throw new Error(answer.error);
  return answer;
}

function analyze({ pixels, width, height, options }) {
  return lend(new Uint8Array(pixels), (place) => lendText(JSON.stringify(options),
    (text) => read(module._mien_phone_analyze(handle, place, width, height, text))));
}

try {
  let models = [];
  let done = 0;
  for (const pack of packs) {
    postMessage({ state: `Loading networks: ${++done} of ${packs.length} …` });
    const response = await fetch(pack.file);
    if (!response.ok) throw new Error(`${pack.file}: expected the file, found status ${response.status}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    models = lend(bytes, (place) => lendText(pack.file, (name) => read(module._mien_phone_add(handle, place, bytes.length, name)))).models;
  }
  onmessage = ({ data }) => {
    try {
      postMessage({ number: data.number, answer: analyze(data) });
    } catch (error) {
      postMessage({ number: data.number, error: error.message });
    }
  };
  postMessage({ models });
} catch (error) {
  postMessage({ error: error.message });
}
