import { describe, expect, it } from 'vitest';
import { readServeCommand } from '../src/serve-options.js';

const codeOf = (argv: string[], environment: Record<string, string> = {}): string => {
  try {
    readServeCommand(argv, environment);
    return 'taken';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('the options of the program', () => {
  it('have defaults that nobody else can reach', () => {
    expect(readServeCommand([], {})).toEqual({
      kind: 'serve',
      json: false,
      options: { host: '127.0.0.1', port: 8080, workspace: '.probity', rateLimit: 600, logLevel: 'info' },
    });
  });

  it('take token and database from the environment, empty ones as none', () => {
    const environment = { PROBITY_TOKEN: 'abc', DATABASE_URL: 'postgres://db/risk' };
    expect(readServeCommand(['--host', '0.0.0.0', '--json'], environment)).toMatchObject({
      json: true,
      options: { host: '0.0.0.0', token: 'abc', databaseUrl: 'postgres://db/risk' },
    });
    const none = readServeCommand([], { PROBITY_TOKEN: '', DATABASE_URL: '' });
    expect(none).not.toHaveProperty('options.token');
    expect(none).not.toHaveProperty('options.databaseUrl');
  });

  it.each(['0.0.0.0', '::', '192.168.1.5', 'risk.example', '127.0.0.1.evil.example', '127.evil.example'])(
    'refuse the host %s without a token',
    (host) => {
      expect(codeOf(['--host', host])).toBe('TOKEN_REQUIRED');
      expect(codeOf(['--host', host], { PROBITY_TOKEN: 'abc' })).toBe('taken');
    },
  );

  it.each(['localhost', '127.0.0.1', '127.0.1.1', '::1'])('take the loopback host %s without a token', (host) => {
    expect(codeOf(['--host', host])).toBe('taken');
  });

  it.each([
    [['--port', '65536'], 'INVALID_ARGUMENT'],
    [['--port', '-1'], 'UNKNOWN_OPTION'],
    [['--port=-1'], 'INVALID_ARGUMENT'],
    [['--port', '8e3'], 'INVALID_ARGUMENT'],
    [['--port'], 'UNKNOWN_OPTION'],
    [['--rate-limit', 'none'], 'INVALID_ARGUMENT'],
    [['--workspace', ''], 'INVALID_ARGUMENT'],
    [['--log-level', 'loud'], 'INVALID_ARGUMENT'],
    [['--colour'], 'UNKNOWN_OPTION'],
    [['now'], 'UNKNOWN_OPTION'],
  ])('refuse %j with %s', (argv, code) => {
    expect(codeOf(argv)).toBe(code);
  });

  it('refuse a token that no header could carry', () => {
    expect(codeOf([], { PROBITY_TOKEN: 'two words' })).toBe('INVALID_ARGUMENT');
  });
});
