// What an installed mien wrote as Parquet, read by hyparquet, has a row for each face of the CSV of the same run, with its label.
//
// usage: parquet_rows.mjs READER DATA CSV   (READER: the folder with node_modules of scripts/setup)

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [reader, data, csv] = process.argv.slice(2);
const modules = resolve(reader, 'node_modules');
const { asyncBufferFromFile, parquetReadObjects } = await import(pathToFileURL(join(modules, 'hyparquet', 'src', 'node.js')));
const { decompress } = createRequire(join(modules, 'index.js'))('fzstd');
const compressors = { ZSTD: (input, length) => decompress(input, new Uint8Array(length)) };

async function table(name) {
  const rows = [];
  for (const part of readdirSync(join(data, name)).sort()) {
    rows.push(...await parquetReadObjects({ file: await asyncBufferFromFile(join(data, name, part)), compressors }));
  }
  return rows;
}

// The names of the inputs have neither quotes nor commas.
function column(file, name, counts) {
  const [names, ...rows] = readFileSync(join(csv, file), 'utf8').trim().split('\n').map((line) => line.split(','));
  return rows.filter((row) => row[names.indexOf(counts)] !== '').map((row) => row[names.indexOf(name)]);
}

const inputs = (await table('inputs')).map((row) => row.file);
assert.deepEqual(inputs, column('inputs.csv', 'file', 'file'));
const labels = (await table('faces')).map((row) => row.emotion);
const wanted = [...column('faces.csv', 'emotion', 'face'), ...column('faces-clips.csv', 'emotion', 'track')];
assert.ok(labels.length > 0);
assert.deepEqual(labels, wanted);
console.log(`parquet: ${labels.length} faces of ${inputs.length} inputs are those of the CSV`);
