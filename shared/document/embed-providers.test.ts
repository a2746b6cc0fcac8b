import { describe, expect, test } from 'vitest';
import { frameOf } from './embed-providers.ts';
import { embedUrl } from './embed-url.ts';

describe('what is shown in a frame', () => {
  test.each([
    [
      'https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=42s',
      'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?start=42',
    ],
    ['https://youtu.be/dQw4w9WgXcQ', 'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ'],
    ['https://vimeo.com/76979871', 'https://player.vimeo.com/video/76979871?dnt=1'],
    ['https://vimeo.com/76979871/8272103f6e', 'https://player.vimeo.com/video/76979871?dnt=1&h=8272103f6e'],
    [
      'https://www.figma.com/design/AbCdEf123456/Plan',
      'https://www.figma.com/embed?embed_host=share&url=https%3A%2F%2Fwww.figma.com%2Fdesign%2FAbCdEf123456%2FPlan',
    ],
    [
      'https://www.loom.com/share/0281766fa2d04bb788eaf19e65135184',
      'https://www.loom.com/embed/0281766fa2d04bb788eaf19e65135184',
    ],
    [
      'https://gist.github.com/octocat/6cad326836d38bd3a7ae',
      'https://gist.github.com/octocat/6cad326836d38bd3a7ae.pibb',
    ],
  ])('%s', (address, src) => {
    expect(frameOf(address)?.src).toBe(src);
  });

  test.each([
    'https://www.youtube.com/',
    'https://www.youtube.com/watch?v=a"b<c>',
    'https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ',
    'https://evil.example/youtube.com/watch?v=dQw4w9WgXcQ',
    'https://www.youtube.com@evil.example/watch?v=dQw4w9WgXcQ',
    'https://user:word@www.youtube.com/watch?v=dQw4w9WgXcQ',
    'https://www.youtube.com:8443/watch?v=dQw4w9WgXcQ',
    'https://vimeo.com/about',
    'https://gist.github.com/octocat/../../x',
    'javascript:alert(1)//youtu.be/dQw4w9WgXcQ',
    'youtu.be/dQw4w9WgXcQ',
  ])('%s is shown in none', (address) => {
    expect(frameOf(address)).toBeNull();
  });
});

test('an embed has an address of the web or none', () => {
  expect(embedUrl('HTTPS://Example.org')).toBe('https://example.org/');
  const refused = [
    'javascript:alert(1)',
    'data:text/html,x',
    'example.org',
    '//example.org',
    'https://',
    'https://a b/',
    7,
    null,
  ];
  expect(refused.map(embedUrl)).toEqual(refused.map(() => null));
  expect(embedUrl(`https://example.org/${'a'.repeat(2_000)}`)).toBeNull();
});
