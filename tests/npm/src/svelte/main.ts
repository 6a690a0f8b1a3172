import { mount } from 'svelte'
// @ts-ignore: TypeScript alone knows no files of Svelte.
import Account from './Account.svelte'

mount(Account, { target: document.querySelector('#app')! })
