// Defines the element, as the package does without React; what is more are the types beside this.
export * from './index.js'
