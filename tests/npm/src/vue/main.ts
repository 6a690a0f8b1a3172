import { createApp } from 'vue'
// @ts-ignore: TypeScript alone knows no files of Vue.
import Account from './Account.vue'

createApp(Account).mount('#app')
