import './style.css';
import { render } from 'preact';
import type { PageData } from '../page-data.ts';
import { App } from './app.tsx';
import { Model } from './model.ts';

const data = JSON.parse(document.getElementById('data')?.textContent ?? '') as PageData;
const place = document.getElementById('app');
if (place !== null) render(<App model={new Model(data)} />, place);
