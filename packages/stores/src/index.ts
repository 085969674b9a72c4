export { openEmbeddedServer } from './embedded/embedded-server.js';
