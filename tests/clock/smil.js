document.body.innerHTML = `<svg width="160" height="120"><rect y="40" width="30" height="30" fill="tomato">
  <animate attributeName="x" from="0" to="100" dur="1s"/>
  <animateTransform attributeName="transform" type="rotate" from="0 60 60" to="90 60 60" dur="1s"/>
</rect></svg>`;
const rect = document.querySelector('rect');
window.look = () => rect.x.animVal.value;
