// Requests to the server that this page is from. The token, if there is one, is kept in this page's memory alone.

let token = '';

export function useToken(text) {
  token = text;
}

/** What the server says is wrong. */
export class Problem extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The answer of the server, or a Problem. */
export async function ask(path, options = {}) {
  const headers = new Headers(options.headers);
  if (token) headers.set('Authorization', `Bearer ${token}`);
  let response;
  try {
    response = await fetch(path, { ...options, headers });
  } catch {
    throw new Problem(0, 'network', 'The server does not answer.');
  }
  if (response.ok) return response;
  let error = { code: 'unknown', message: `The server answered ${response.status}.` };
  try {
    error = (await response.json()).error;
  } catch {
    // It said nothing more.
  }
  throw new Problem(response.status, error.code, error.message);
}

/**
 * Sends a large file. `fetch` does not tell how much of a body is sent, so that this is another kind of request.
 * @param tell called with the share that is sent
 */
export function upload(path, file, type, signal, tell) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.responseType = 'json';
    request.setRequestHeader('Content-Type', type);
    if (token) request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.upload.addEventListener('progress', (event) => { if (event.lengthComputable) tell(event.loaded / event.total); });
    request.addEventListener('load', () => {
      const error = request.response?.error ?? { code: 'unknown', message: `The server answered ${request.status}.` };
      if (request.status === 202) done(request.response);
      else fail(new Problem(request.status, error.code, error.message));
    });
    request.addEventListener('error', () => fail(new Problem(0, 'network', 'The server does not answer.')));
    request.addEventListener('abort', () => fail(new Problem(0, 'stopped', 'It was given up.')));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

/** Several pictures as one body. */
export function formOf(files) {
  const form = new FormData();
  for (const file of files) form.append('image', file, file.name || 'picture');
  return form;
}

/** The type that a body of this file has. */
export function typeOf(file) {
  return file.type.startsWith('image/') ? file.type : 'image/unknown';
}

/** Hands a file to the person. */
export function save(content, name, type) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
