import { defineConfig } from 'vite'
import vue from '@vitejs/plugin-vue'
import { svelte } from '@sveltejs/vite-plugin-svelte'

const isCustomElement = (tag) => tag.startsWith('sordino-')

export default defineConfig({
  base: '/npm/',
  plugins: [vue({ template: { compilerOptions: { isCustomElement } } }), svelte()],
  build: {
    rolldownOptions: { input: ['plain.html', 'react.html', 'vue.html', 'svelte.html'] },
  },
})
