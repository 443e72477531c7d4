/**
 * Two charts, where a shape is looked for: the line of what was pending on the last days, and the map of towns.
 * Their numbers are in the page as a table too, so a page without scripts, or on paper, says the same.
 *
 * <div data-chart="line" data-source="ID of a JSON script"> or data-chart="map".
 */
import { LineChart, MapChart } from "echarts/charts";
import { GridComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

echarts.use([LineChart, MapChart, GridComponent, TooltipComponent, VisualMapComponent, CanvasRenderer]);

interface Line {
  unit: string;
  days: string[];
  series: { name: string; values: (number | null)[] }[];
}

interface Towns {
  unit: string;
  /** A GeoJSON FeatureCollection whose features carry `name` and `code`. */
  shapes: Parameters<typeof echarts.registerMap>[1];
  values: { name: string; value: number | null; href: string }[];
}

const FONT = '"PingFang TC","PingFang SC","Microsoft YaHei","Noto Sans CJK TC","Noto Sans CJK SC",sans-serif';

export function draw(root: ParentNode): void {
  for (const box of root.querySelectorAll<HTMLElement>("[data-chart]")) {
    if (echarts.getInstanceByDom(box)) continue;
    const source = document.getElementById(box.dataset.source ?? "");
    if (!source) continue;
    const data: unknown = JSON.parse(source.textContent ?? "null");
    const chart = echarts.init(box);
    if (box.dataset.chart === "map") map(chart, data as Towns);
    else line(chart, data as Line);
    new ResizeObserver(() => chart.resize()).observe(box);
  }
}

/** Own colours come from the style sheet, so paper and screen agree. */
function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

// Tips are drawn on the canvas: as HTML they would need inline styles, which the page's security policy forbids.
const TIP = { renderMode: "richText" as const, confine: true, textStyle: { fontFamily: FONT } };

function line(chart: echarts.ECharts, data: Line): void {
  const ink = colour("--tc-quiet");
  const pens = [colour("--tc-accent"), ink];
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left: 8, right: 16, top: 28, bottom: 8, containLabel: true },
    tooltip: { ...TIP, trigger: "axis" },
    xAxis: { type: "category", data: data.days, axisLabel: { color: ink }, axisTick: { show: false } },
    yAxis: { type: "value", name: data.unit, minInterval: 1, axisLabel: { color: ink }, nameTextStyle: { color: ink } },
    series: data.series.map((one, index) => ({
      type: "line",
      name: one.name,
      data: one.values,
      symbolSize: 5,
      lineStyle: { width: 2, type: index ? "dashed" : "solid" },
      color: pens[index % pens.length],
    })),
  });
}

function map(chart: echarts.ECharts, data: Towns): void {
  echarts.registerMap("towns", data.shapes);
  const most = Math.max(1, ...data.values.map((one) => one.value ?? 0));
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: FONT },
    tooltip: { ...TIP, trigger: "item", formatter: (one: { name: string; value: number }) => tip(one, data.unit) },
    visualMap: {
      min: 0,
      max: most,
      text: [String(most), "0"],
      calculable: false,
      itemHeight: 90,
      left: 0,
      bottom: 0,
      inRange: { color: [colour("--tc-map-low"), colour("--tc-map-high")] },
    },
    series: [
      {
        type: "map",
        map: "towns",
        nameProperty: "name",
        data: data.values,
        label: { show: true, fontSize: 11, color: colour("--tc-ink") },
        itemStyle: { areaColor: colour("--tc-silent"), borderColor: colour("--tc-paper"), borderWidth: 1 },
        emphasis: { label: { show: true }, itemStyle: { areaColor: colour("--tc-due-ground") } },
        select: { disabled: true },
      },
    ],
  });
  chart.on("click", (event) => {
    const hit = data.values.find((one) => one.name === event.name);
    if (hit) location.assign(hit.href);
  });
}

function tip(one: { name: string; value: number }, unit: string): string {
  return Number.isNaN(one.value) ? one.name : `${one.name}  ${one.value} ${unit}`;
}
