/** `<reelay-chart>`: the course of a recording. Three lines: frame rate, credit, drops. */
import uPlot from 'uplot';
import uplotStyles from 'uplot/dist/uPlot.min.css?inline';
import { css, html, LitElement, type PropertyValues, unsafeCSS } from 'lit';
import type { Samples } from '../run/samples.ts';
import { base, type } from '../styles/shared.ts';

const HEIGHT = 132;

export class ReelayChart extends LitElement {
  static override properties = {
    samples: { attribute: false },
    theme: { type: String },
  };
  declare samples: Samples;
  /** Only to redraw when it changes: a canvas does not follow CSS by itself. */
  declare theme: string;
  #plot: uPlot | undefined;
  #resize: ResizeObserver | undefined;

  static override styles = [
    unsafeCSS(uplotStyles),
    base,
    type,
    css`
      :host {
        position: relative;
        min-height: ${HEIGHT}px;
        min-width: 0;
        overflow: hidden;
      }
      .empty {
        position: absolute;
        inset: 0;
        display: grid;
        place-items: center;
        padding: 0 24px;
        background: var(--panel);
        text-align: center;
        color: var(--quiet);
      }
    `,
  ];

  override render() {
    const { samples } = this;
    const last = samples.elapsed.length - 1;
    const summary =
      last < 0
        ? 'Frame rate, credit and drops: nothing measured yet'
        : `Frame rate ${Math.round(samples.framesPerSecond[last] ?? 0)} frames a second, credit ${samples.credit[last] ?? 0} frames, ${samples.dropped[last] ?? 0} dropped`;
    return html`<div id="plot" role="img" aria-label=${summary}></div>
      ${last < 0 ? html`<p class="empty small">Frame rate, credit and drops are drawn here while you record.</p>` : ''}`;
  }

  override firstUpdated(): void {
    const place = this.renderRoot.querySelector<HTMLElement>('#plot');
    if (!place) return;
    this.#plot = new uPlot(this.#options(place.clientWidth || 600), columns(this.samples), place);
    this.#resize = new ResizeObserver(() => this.#plot?.setSize({ width: place.clientWidth, height: HEIGHT }));
    this.#resize.observe(place);
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('samples')) this.#plot?.setData(columns(this.samples));
    if (changed.has('theme')) this.#plot?.redraw();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize?.disconnect();
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  #options(width: number): uPlot.Options {
    const colour = (name: string) => () => getComputedStyle(this).getPropertyValue(name);
    const axis: uPlot.Axis = {
      stroke: colour('--quiet'),
      font: '11px "Plex Sans", system-ui, sans-serif',
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { show: false },
    };
    const line = (label: string, scale: string, name: string, more: uPlot.Series = {}): uPlot.Series => ({
      label,
      scale,
      stroke: colour(name),
      width: 1.5,
      points: { show: false },
      ...more,
    });
    return {
      width,
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      padding: [8, 0, 0, 0],
      scales: {
        x: { time: false, range: (_, least, most) => [least ?? 0, Math.max(most ?? 0, (least ?? 0) + 2)] },
        rate: { range: (_, _least, most) => [0, Math.max(10, (most ?? 0) * 1.15)] },
        few: { range: (_, _least, most) => [0, Math.max(8, (most ?? 0) * 1.15)] },
      },
      axes: [
        { ...axis, size: 22, grid: { show: false }, space: 70, values: (_, ticks) => ticks.map((tick) => `${tick} s`) },
        { ...axis, scale: 'rate', size: 40, space: 32 },
        {
          ...axis,
          scale: 'few',
          side: 1,
          size: 34,
          space: 32,
          grid: { show: false },
          values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? String(tick) : '')),
        },
      ],
      series: [
        {},
        line('Frame rate', 'rate', '--ink'),
        line('Credit', 'few', '--line-strong', { dash: [4, 3], paths: stepped() }),
        line('Drops', 'few', '--signal', { paths: stepped() }),
      ],
    };
  }
}

function stepped(): uPlot.Series.PathBuilder {
  const build = uPlot.paths.stepped;
  if (!build) throw new Error('this build of uPlot draws no steps');
  return build({ align: 1 });
}

/** The red line appears with the first drop. */
function columns({ elapsed, framesPerSecond, credit, dropped }: Samples): uPlot.AlignedData {
  return [[...elapsed], [...framesPerSecond], [...credit], dropped.map((count) => (count === 0 ? null : count))];
}

customElements.define('reelay-chart', ReelayChart);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-chart': ReelayChart;
  }
}
