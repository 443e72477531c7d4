/**
 * The line of a figure's last days. Its numbers are in the page as a table too, so a page without scripts, or on
 * paper, says the same; the map of towns needs no script, the server draws it.
 *
 * <div data-chart="line" data-source="ID of a JSON script">
 */
import { LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

echarts.use([LineChart, GridComponent, TooltipComponent, CanvasRenderer]);

interface Line {
  unit: string;
  days: string[];
  series: { name: string; values: (number | null)[] }[];
}

const FONT = '"PingFang TC","PingFang SC","Microsoft YaHei","Noto Sans CJK TC","Noto Sans CJK SC",sans-serif';

export function draw(root: ParentNode): void {
  for (const box of root.querySelectorAll<HTMLElement>("[data-chart]")) {
    if (echarts.getInstanceByDom(box)) continue;
    const source = document.getElementById(box.dataset.source ?? "");
    if (!source) continue;
    const chart = echarts.init(box);
    line(chart, JSON.parse(source.textContent ?? "null") as Line);
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
