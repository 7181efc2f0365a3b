import { BarController, BarElement, CategoryScale, Chart, LinearScale } from 'chart.js';

Chart.register(BarController, BarElement, CategoryScale, LinearScale);
const canvas = document.body.appendChild(document.createElement('canvas'));
Object.assign(canvas, { width: 160, height: 120 });
const chart = new Chart(canvas, {
  type: 'bar',
  data: { labels: ['a', 'b'], datasets: [{ data: [100, 50], backgroundColor: 'tomato' }] },
  options: {
    ...{ responsive: false, devicePixelRatio: 1, animation: { duration: 1000, easing: 'linear' } },
    scales: { x: { display: false }, y: { min: 0, max: 100, display: false } },
  },
});
window.look = () => {
  const { top, bottom } = chart.chartArea;
  return ((bottom - chart.getDatasetMeta(0).data[0].y) / (bottom - top)) * 100;
};
