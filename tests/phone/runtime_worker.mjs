// Reads the same faces by the phone page's core and by ONNX Runtime Web, in turns, on one thread each.
import * as ort from './ort.wasm.min.mjs';
import start from './mien.js';
import { packs } from './packs.js';

const rounds = 20;
const options = JSON.stringify({ max_long_side: 0, max_faces: 0, attributes: ['emotion', 'affect'] });

const bytesOf = async (name) => new Uint8Array(await (await fetch(name)).arrayBuffer());
const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

async function openCore(model) {
  const module = await start({ locateFile: (name) => name });
  const handle = module._mien_phone_new();
  const copy = (bytes) => {
    const place = module._malloc(bytes.length);
    module.HEAPU8.set(bytes, place);
    return place;
  };
  const text = (words) => copy(new TextEncoder().encode(`${words}\0`));
  const answer = (place) => {
    const json = JSON.parse(new TextDecoder().decode(module.HEAPU8.slice(place, module.HEAPU8.indexOf(0, place))));
    if (json.error) throw new Error(json.error);
    return json;
  };
  const pack = packs.find(({ file }) => file.startsWith(model)) ?? packs.find(({ file }) => file.includes(model));
  const bytes = await bytesOf(pack.file);
  const { models } = answer(module._mien_phone_add(handle, copy(bytes), bytes.length, text(pack.file)));
  const settings = text(options);
  const { width, height } = models[0].input;
  const pixels = module._malloc(width * height * 4);
  return {
    metadata: models[0],
    read(rgba) {
      module.HEAPU8.set(rgba, pixels);
      return answer(module._mien_phone_read_face(handle, pixels, width, height, settings)).faces[0];
    },
  };
}

/** The numbers that the network takes: planes of the channels in its order, less the mean, times the scale. */
function tensorOf(rgba, { width, height, colour, mean, scale }) {
  const values = new Float32Array(3 * width * height);
  for (let channel = 0; channel < 3; ++channel) {
    const from = colour === 'bgr' ? 2 - channel : channel;
    for (let i = 0; i < width * height; ++i) {
      values[channel * width * height + i] = (rgba[4 * i + from] - mean[channel]) * scale[channel];
    }
  }
  return new ort.Tensor('float32', values, [1, 3, height, width]);
}

function softmax(values) {
  const largest = Math.max(...values);
  const powers = Array.from(values, (value) => Math.exp(value - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

async function compare({ model, crops }) {
  ort.env.wasm.numThreads = 1;
  const core = await openCore(model);
  const session = await ort.InferenceSession.create(await bytesOf(`${model}.onnx`), { executionProviders: ['wasm'] });
  const { input, heads } = core.metadata;
  const [emotion, affect] = ['emotion', 'affect'].map((attribute) => heads.find((head) => head.attribute === attribute));
  const result = { faces: 0, probability: 0, affect: 0, core: [], runtime: [] };
  for (const crop of crops) {
    const canvas = new OffscreenCanvas(input.width, input.height);
    const pen = canvas.getContext('2d');
    const { box: [x, y, width, height] } = crop;
    pen.drawImage(await createImageBitmap(await (await fetch(crop.photo)).blob()), x, y, width, height, 0, 0, input.width, input.height);
    const rgba = pen.getImageData(0, 0, input.width, input.height).data;
    const tensor = tensorOf(rgba, input);
    for (let round = 0; round < rounds; ++round) {
      const before = performance.now();
      const ours = core.read(rgba);
      const between = performance.now();
      const theirs = await session.run({ [session.inputNames[0]]: tensor });
      const after = performance.now();
      result.core.push(between - before);
      result.runtime.push(after - between);
      if (round > 0) continue;
      softmax(theirs[emotion.output].data).forEach((value, i) => {
        result.probability = Math.max(result.probability, Math.abs(value - ours.emotion.probabilities[emotion.labels[i]]));
      });
      [ours.affect.valence, ours.affect.arousal].forEach((value, i) => {
        result.affect = Math.max(result.affect, Math.abs(value - Math.tanh(theirs[affect.output].data[i])));
      });
      ++result.faces;
    }
  }
  return { ...result, core: median(result.core), runtime: median(result.runtime) };
}

onmessage = async ({ data }) => {
  try {
    postMessage(await compare(data));
  } catch (error) {
    postMessage({ error: error.stack ?? error.message });
  }
};
