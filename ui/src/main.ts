import '@fontsource-variable/inter';
import './styles/tokens.css';
import './styles/base.css';

import { mount } from 'svelte';

import App from './App.svelte';
import { backendHere } from './lib/backend';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
const backend = await backendHere();
mount(App, { target, props: { backend } });
