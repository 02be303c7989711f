import { checkAttachment } from './attachment';
import { Place } from './place';
import { show } from './problem';
import { Fields, entries, list, number, object, objects, text } from './values';
import { celSyntaxError } from '../grammar/cel-syntax';

/** Telemetry: metrics, traces and access logs of workloads. */
export function telemetry(spec: Fields, place: Place): void {
  checkAttachment(spec, place);
  for (const [metrics, i] of objects(spec.metrics)) checkMetrics(metrics, place.at('metrics', i));
  if (list(spec.tracing).length > 1) place.at('tracing').warn('MESH124', 'only the first entry of tracing is used', 'merge the entries into one');
  for (const [tracing, i] of objects(spec.tracing)) checkTracing(tracing, place.at('tracing', i));
  for (const [logging, i] of objects(spec.accessLogging)) {
    const at = place.at('accessLogging', i);
    const filter = object(logging.filter);
    if (filter) {
      const error = celSyntaxError(text(filter.expression));
      if (error) at.at('filter', 'expression').error('MESH116', `${show(filter.expression)} is not a CEL expression: ${error}`, 'use a CEL expression, like response.code >= 400');
    }
    checkProviders(logging, at);
  }
}

function checkProviders(entry: Fields, place: Place): void {
  for (const [provider, i] of objects(entry.providers)) {
    if (text(provider.name) === '') place.at('providers', i, 'name').error('MESH116', 'the provider has no name', 'use the name of an extension provider in the mesh configuration');
  }
}

function checkTracing(tracing: Fields, place: Place): void {
  if (list(tracing.providers).length > 1) place.at('providers').warn('MESH124', 'only the first provider is used', 'remove the others');
  checkProviders(tracing, place);
  const percent = number(tracing.randomSamplingPercentage);
  if (percent < 0 || percent > 100) place.at('randomSamplingPercentage').error('MESH106', `a percentage must be from 0 to 100, got ${percent}`, 'use a number from 0 to 100');
  for (const [name, tag] of entries(tracing.customTags)) {
    const at = place.at('customTags', name);
    if (name === '') at.error('MESH116', 'the tag has no name', 'set the name of the tag');
    const fields = object(tag);
    for (const [kind, field] of [['literal', 'value'], ['header', 'name'], ['environment', 'name']]) {
      const given = object(fields?.[kind]);
      if (given && text(given[field]) === '') at.at(kind, field).error('MESH116', `the ${field} of the ${kind} is empty`, `set ${field}`);
    }
  }
}

function checkMetrics(metrics: Fields, place: Place): void {
  checkProviders(metrics, place);
  for (const [override, i] of objects(metrics.overrides)) {
    const at = place.at('overrides', i);
    for (const [name, tag] of entries(override.tagOverrides)) {
      if (name === '') at.at('tagOverrides', name).warn('MESH116', 'the tag has no name', 'set the name of the tag');
      const fields = object(tag);
      if (!fields) continue;
      const isRemoval = text(fields.operation) === 'REMOVE';
      // the schema requires the value if UPSERT is written, but not if it is the default
      if (!isRemoval && text(fields.value) === '') at.at('tagOverrides', name, 'value').error('MESH116', 'the tag needs a value', 'set value, or use operation REMOVE');
      if (isRemoval && text(fields.value) !== '') at.at('tagOverrides', name, 'value').error('MESH116', 'a tag with operation REMOVE can\'t have a value', 'remove value');
    }
    if (object(override.match)?.customMetric === '') at.at('match', 'customMetric').error('MESH116', 'the metric has no name', 'set the name of the metric');
  }
}
