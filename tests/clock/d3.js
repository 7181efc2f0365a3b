import { easeLinear } from 'd3-ease';
import { select } from 'd3-selection';
import 'd3-transition';

const box = select(document.body).append('div').attr('class', 'box').style('left', '0px');
box.transition().duration(1000).ease(easeLinear).style('left', '100px').style('background-color', 'blue');
window.look = () => Number.parseFloat(box.style('left'));
