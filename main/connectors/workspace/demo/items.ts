import type { DemoItem } from './types.ts';

/**
 * What the demo book sells. The first sixteen are in the sandbox company's list too, some with a SKU; the last five are only
 * here.
 */
export const DEMO_ITEMS: readonly DemoItem[] = [
  service('tearoff', 'Tear-off', 'Remove existing roofing, per square', '85'),
  service('install-shingle', 'Shingle installation', 'Install architectural shingles, per square (labor)', '165'),
  service('repair-hour', 'Repair labor', 'Roof repair, per hour', '125'),
  service('service-call', 'Service call', 'Trip charge and first half hour', '149'),
  service('inspection', 'Roof inspection', 'Inspection with written report and photos', '225'),
  service('drone', 'Drone survey', 'Aerial survey and measurements', '310'),
  service('gutter-clean', 'Gutter cleaning', 'Clean gutters and downspouts, per linear foot', '1.85'),
  service('gutter-install', 'Gutter installation', 'Seamless gutter installed, per linear foot (labor)', '9.75'),
  service('permit', 'Permit handling', 'City permit, at cost plus handling', '395'),
  service('disposal', 'Disposal fee', 'Dump fees, per load', '275'),
  service('emergency', 'Emergency tarp', 'Emergency tarp-over, after hours', '650'),
  material('shingle', 'Architectural shingles', 'Architectural shingles, per square', '148.5', 'SH-ARCH'),
  material('underlay', 'Synthetic underlayment', 'Synthetic underlayment, roll of 10 squares', '119.95', 'UL-SYN10'),
  material('flashing', 'Step flashing', 'Galvanized step flashing, bundle', '42.75', 'FL-STEP'),
  material('gutter', 'Seamless gutter', '5 inch aluminum gutter, per linear foot', '7.15', 'GT-5AL'),
  material('sealant', 'Roof sealant', 'Polyurethane sealant, tube', '12.49', 'SL-PU'),

  service('moss', 'Moss treatment', 'Zinc wash and moss removal, per square', '38.5'),
  service('chimney', 'Chimney reflash', 'Remove and replace chimney flashing', '740'),
  service('leak-trace', 'Leak tracing', 'Water test and infrared, per hour', '165'),
  material('leaf-guard', 'Leaf guard', 'Aluminum mesh leaf guard, 4 ft section', '16.8', 'LG-4'),
  material('pipe-boot', 'Pipe boot', 'Silicone pipe boot, 3 inch', '28.4', 'PB-3'),
];

function service(key: string, name: string, description: string, unitPrice: string): DemoItem {
  return { key, name, description, type: 'service', unitPrice, taxable: false };
}

function material(key: string, name: string, description: string, unitPrice: string, sku: string): DemoItem {
  return { key, name, description, type: 'nonInventory', unitPrice, taxable: true, sku };
}
