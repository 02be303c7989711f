import { Place } from './place';
import { show } from './problem';
import { decode as decodeAs, shortName, wellKnown, type Decoding } from './protobuf';
import { Fields, object, text } from './values';
import { ENVOY, type ProtobufMessage } from '../crd/protobuf-types';
import { nearest } from '../grammar/nearest';

/** The message type of a patch, by what it is applied to. */
export const PATCHED: Readonly<Record<string, string>> = {
  CLUSTER: 'envoy.config.cluster.v3.Cluster',
  LISTENER: 'envoy.config.listener.v3.Listener',
  ROUTE_CONFIGURATION: 'envoy.config.route.v3.RouteConfiguration',
  FILTER_CHAIN: 'envoy.config.listener.v3.FilterChain',
  HTTP_FILTER: 'envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter',
  NETWORK_FILTER: 'envoy.config.listener.v3.Filter',
  VIRTUAL_HOST: 'envoy.config.route.v3.VirtualHost',
  HTTP_ROUTE: 'envoy.config.route.v3.Route',
  EXTENSION_CONFIG: 'envoy.config.core.v3.TypedExtensionConfig',
  BOOTSTRAP: 'envoy.config.bootstrap.v3.Bootstrap',
  LISTENER_FILTER: 'envoy.config.listener.v3.ListenerFilter',
};

/** A package and a message, perhaps after a type URL prefix. */
const TYPE = /^(?:.*\/)?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/;
/** Types of version 2 of Envoy's API no longer exist. */
function isOldType(type: string): boolean {
  const parts = type.slice(type.lastIndexOf('/') + 1).split('.');
  const version = parts.findIndex((part, i) => /^v2(?:alpha\d*|beta\d*)?$/.test(part) && parts.lastIndexOf('envoy', i) >= 0);
  return version > 0 && version < parts.length - 1 && parts.slice(parts.lastIndexOf('envoy', version)).every((part) => /^\w*$/.test(part));
}
/** Whether a name belongs to a package whose messages are not stored, although the control plane has them: none of them configures a proxy. */
const isElsewhere = (name: string): boolean => /^((istio|k8s|google|cel|validate|grpc|pb|config)\.|envoy\.(service|admin)\.)/.test(name);

const AS: Decoding = { types: ENVOY, code: 'MESH118', unknownField, message: furtherRules, any: decodeAny };

/**
 * Decodes the value of a patch like the control plane: undecodable values are errors, and unknown fields are dropped with a warning. `direct` if there are
 * only messages above, but no list and no typed configuration: there the control plane looks for untyped ones.
 */
export function decode(message: string, value: unknown, place: Place, direct = true, depth = 0): void {
  decodeAs(AS, message, value, place, direct, depth);
}

function furtherRules(message: string, fields: Fields, descriptor: ProtobufMessage, place: Place, direct: boolean): void {
  if (direct && descriptor.has('typed_config') && !['typed_config', 'typedConfig', 'config_discovery', 'configDiscovery'].some((f) => fields[f] !== undefined && fields[f] !== null)) {
    place.warn('MESH123', 'Envoy no longer looks a filter up by its name alone', 'add typed_config with the @type of the filter');
  }
  if (message.endsWith('.TypedStruct')) typedStruct(fields, place);
}

function unknownField(name: string, message: string, known: readonly string[], at: Place): void {
  const near = nearest(name, known);
  at.warn('MESH124', `Envoy's ${shortName(message)} has no field ${name}: the control plane drops it, and the proxies never get it`, near ? `use ${near}` : `remove it, or use one of ${known.slice(0, 12).join(', ')}${known.length > 12 ? ', …' : ''}`);
}

function decodeAny(value: unknown, at: Place, depth: number): void {
  const fields = object(value);
  if (!fields) return at.error('MESH118', `a typed configuration must be an object, not ${show(value)}`, 'set @type and the fields of the type');
  const given = fields['@type'];
  if (given === undefined) return at.error('MESH118', 'the configuration has no type', 'add @type, such as type.googleapis.com/envoy.extensions.…');
  const url = text(given);
  if (!TYPE.test(url)) return at.at('@type').error('MESH118', `${show(given)} is not a type`, 'use type.googleapis.com/PACKAGE.MESSAGE');
  if (isOldType(url)) return at.at('@type').error('MESH118', `the type ${show(url)} belongs to Envoy's v2 API, which was removed`, 'use the v3 type');
  const message = url.slice(url.lastIndexOf('/') + 1);
  if (!ENVOY.message(message)) {
    if (!isElsewhere(message)) at.at('@type').error('MESH118', `Envoy has no type ${message} that the control plane knows`, 'correct the name; Envoy\'s API reference lists the types');
    return;
  }
  if (wellKnown(message) !== undefined) {
    if (!('value' in fields)) return at.error('MESH118', `${shortName(message)} in a typed configuration must be in value`, 'move its fields to value');
    return decode(message, fields.value, at.at('value'), false, depth + 1);
  }
  const { ['@type']: _, ...rest } = fields;
  decode(message, rest, at, false, depth + 1);
}

/** A configuration that only the proxy decodes: the control plane passes it on, and the proxy rejects the whole listener. */
function typedStruct(fields: Fields, place: Place): void {
  const key = 'typeUrl' in fields ? 'typeUrl' : 'type_url';
  const url = text(fields[key]);
  const message = url.slice(url.lastIndexOf('/') + 1);
  if (!url) return place.at(key).ours().warn('MESH124', 'the struct has no type: proxies refuse the patch', 'set type_url');
  if (isOldType(url) || (!isElsewhere(message) && !ENVOY.message(message))) {
    return place.at(key).ours().warn('MESH124', `Envoy has no type ${message}: proxies refuse the patch`, 'correct the name; Envoy\'s API reference lists the types');
  }
}
