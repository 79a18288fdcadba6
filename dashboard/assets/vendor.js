// The part of ECharts that the dashboard draws with. The browser loads it when
// the first chart comes into view (charts.js); the server runs it to draw the
// same charts as pictures (ssr.js).
import { init, registerLocale, setPlatformAPI, use } from 'echarts/core';
import { BarChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent,
  TitleComponent, TooltipComponent, VisualMapPiecewiseComponent,
} from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';
import french from 'echarts/lib/i18n/langFR.js';

use([
  BarChart, HeatmapChart, LineChart, ScatterChart, SVGRenderer,
  AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent,
  TitleComponent, TooltipComponent, VisualMapPiecewiseComponent,
]);
registerLocale('FR', french);

export { init, setPlatformAPI };
