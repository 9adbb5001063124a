// A language server as an editor talks to it: JSON-RPC over its standard input and output.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { server } from './common.mjs';

const program = join(server, 'node_modules/yaml-language-server/bin/yaml-language-server');

export class LanguageServer {
  // `schemaUri` is the schema of every file.
  static async start(schemaUri) {
    const self = new LanguageServer();
    self.settings = { validate: true, completion: true, hover: true, format: { enable: false },
      schemaStore: { enable: false }, schemas: { [schemaUri]: '*.yaml' } };
    self.child = spawn(process.execPath, [program, '--stdio'],
      { stdio: ['pipe', 'pipe', 'inherit'] });
    self.child.stdout.on('data', (bytes) => self.#receive(bytes));
    await self.request('initialize', { processId: process.pid, rootUri: null, capabilities: {
      workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
      textDocument: { completion: { completionItem: { documentationFormat: ['markdown'] } } } } });
    self.notify('initialized', {});
    self.notify('workspace/didChangeConfiguration', { settings: { yaml: self.settings } });
    return self;
  }

  #buffer = Buffer.alloc(0);
  #answers = new Map();
  #diagnosed = new Map();
  #last = 0;

  #receive(bytes) {
    this.#buffer = Buffer.concat([this.#buffer, bytes]);
    for (;;) {
      const end = this.#buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const size = Number(/Content-Length: (\d+)/i.exec(this.#buffer.toString('ascii', 0, end))[1]);
      if (this.#buffer.length < end + 4 + size) return;
      const message = JSON.parse(this.#buffer.toString('utf8', end + 4, end + 4 + size));
      this.#buffer = this.#buffer.subarray(end + 4 + size);
      this.#take(message);
    }
  }

  #take(message) {
    if (message.method === undefined) {
      const { resolve, reject } = this.#answers.get(message.id);
      this.#answers.delete(message.id);
      if (message.error) reject(new Error(message.error.message));
      else resolve(message.result);
    } else if (message.method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = message.params;
      this.#diagnosed.get(uri)?.(diagnostics);
    } else if (message.id !== undefined) {
      const result = message.method === 'workspace/configuration'
        ? message.params.items.map((item) => (item.section === 'yaml' ? this.settings : {})) : null;
      this.#send({ id: message.id, result });
    }
  }

  #send(message) {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  request(method, params) {
    this.#last += 1;
    const id = this.#last;
    this.#send({ id, method, params });
    return new Promise((resolve, reject) => { this.#answers.set(id, { resolve, reject }); });
  }

  notify(method, params) { this.#send({ method, params }); }

  // Opens a text, and gives its mistakes: 1-based lines, and what is said.
  async open(uri, text) {
    const told = new Promise((resolve) => { this.#diagnosed.set(uri, resolve); });
    this.notify('textDocument/didOpen',
      { textDocument: { uri, languageId: 'yaml', version: 1, text } });
    const diagnostics = await told;
    return diagnostics.map(({ range, message }) => ({ line: range.start.line + 1, message }));
  }

  close(uri) { this.notify('textDocument/didClose', { textDocument: { uri } }); }

  async stop() {
    await this.request('shutdown', null);
    this.notify('exit', null);
    this.child.stdin.end();
  }
}
