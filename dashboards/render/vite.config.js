import { defineConfig } from 'vite';

// One file that asks for nothing: a browser opens it as file://, where modules are not loaded.
export default defineConfig({
  base: './',
  esbuild: { jsx: 'automatic' },
  build: {
    outDir: 'target',
    assetsInlineLimit: () => true,
    chunkSizeWarningLimit: 32768,
    cssCodeSplit: false,
    modulePreload: false,
    rollupOptions: { output: { format: 'iife', inlineDynamicImports: true } },
  },
  plugins: [oneFile()],
});

function oneFile() {
  return {
    name: 'one-file',
    enforce: 'post',
    generateBundle(_, bundle) {
      const files = Object.values(bundle);
      const page = files.find((file) => file.fileName === 'index.html');
      const script = files.find((file) => file.type === 'chunk');
      const styles = files.filter((file) => file.fileName.endsWith('.css'));
      const code = script.code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
      const css = styles.map((style) => style.source).join('\n');
      page.source = page.source
        .replace(/\s*<script[^>]*src=[^>]*><\/script>/, '')
        .replace(/\s*<link[^>]*stylesheet[^>]*>/, '')
        .replace('</head>', () => `<style>${css}</style>\n  </head>`)
        .replace('</body>', () => `<script>${code}</script>\n  </body>`);
      for (const file of files.filter((file) => file !== page)) {
        delete bundle[file.fileName];
      }
    },
  };
}
