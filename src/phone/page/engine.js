// The worker that computes, as promises. It does one piece of work after the other.

class Engine {
  constructor(worker, models) {
    this.worker = worker;
    this.models = models;
    this.waiting = new Map();
    this.next = 0;
    worker.onmessage = ({ data }) => {
      const { done, failed } = this.waiting.get(data.number);
      this.waiting.delete(data.number);
      if (data.error) failed(new Error(data.error));
      else done(data.answer);
    };
    worker.onerror = (event) => {
      for (const { failed } of this.waiting.values()) failed(new Error(event.message || 'the computing part of the page has stopped'));
      this.waiting.clear();
    };
  }

  /**
   * @param pixels ImageData; its memory is handed over
   * @param options max_long_side (0: the detector's own), max_faces (0: all) and the attributes to read
   * @return faces as in the JSON of mien, and the milliseconds of each stage
   */
  analyze(pixels, options) {
    const number = ++this.next;
    return new Promise((done, failed) => {
      this.waiting.set(number, { done, failed });
      this.worker.postMessage({ number, width: pixels.width, height: pixels.height, pixels: pixels.data.buffer, options }, [pixels.data.buffer]);
    });
  }
}

export function openEngine(say) {
  return new Promise((done, failed) => {
    const worker = new Worker('worker.js', { type: 'module' });
    worker.onmessage = ({ data }) => {
      if (data.error) failed(new Error(data.error));
      else if (data.models) done(new Engine(worker, data.models));
      else say(data.state);
    };
    worker.onerror = (event) => failed(new Error(event.message || 'expected a browser with modules in workers and WebAssembly SIMD'));
  });
}
