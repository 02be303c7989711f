import type { Item } from './item';
import { objectsIn, textIn } from '../grammar/json';

type Names = (item: Item) => readonly string[];

/** The name of the object with each of some endings. */
const suffixed = (...suffixes: readonly string[]): Names => ({ name }) => suffixes.map((suffix) => `${name}${suffix}`);
const fixed = (...names: readonly string[]): Names => () => names;

const seldon: Names = (item) => {
  const predictors = objectsIn((item.object.spec as { readonly predictors?: unknown } | undefined)?.predictors);
  return [item.name, ...predictors.map((p) => `${item.name}-${textIn(p.name) ?? 'default'}`)];
};
const collector = suffixed('-collector', '-collector-headless', '-collector-monitoring');

/** The names of the Services that operators create for an object, by group and kind, from the operators' documentation. */
export const SERVICES_OF: Readonly<Record<string, Readonly<Record<string, Names>>>> = {
  'postgresql.cnpg.io': { Cluster: suffixed('-rw', '-ro', '-r'), Pooler: suffixed('') },
  'acid.zalan.do': { postgresql: suffixed('', '-repl', '-pooler', '-pooler-repl') },
  'postgres-operator.crunchydata.com': { PostgresCluster: suffixed('-primary', '-replicas', '-ha', '-pgbouncer') },
  'kafka.strimzi.io': { Kafka: suffixed('-kafka-bootstrap', '-kafka-brokers', '-zookeeper-client'), KafkaConnect: suffixed('-connect-api'), KafkaBridge: suffixed('-bridge-service') },
  'rabbitmq.com': { RabbitmqCluster: suffixed('', '-nodes') },
  'elasticsearch.k8s.elastic.co': { Elasticsearch: suffixed('-es-http', '-es-transport', '-es-internal-http') },
  'kibana.k8s.elastic.co': { Kibana: suffixed('-kb-http') },
  'apm.k8s.elastic.co': { ApmServer: suffixed('-apm-http') },
  'mongodbcommunity.mongodb.com': { MongoDBCommunity: suffixed('-svc') },
  'databases.spotahome.com': { RedisFailover: ({ name }) => [`rfs-${name}`, `rfr-${name}`, `rfrm-${name}`, `rfrs-${name}`] },
  'monitoring.coreos.com': { Prometheus: fixed('prometheus-operated'), Alertmanager: fixed('alertmanager-operated'), ThanosRuler: fixed('thanos-ruler-operated') },
  'jaegertracing.io': { Jaeger: suffixed('-query', '-collector', '-collector-headless', '-agent') },
  'opentelemetry.io': { OpenTelemetryCollector: collector },
  'grafana.integreatly.org': { Grafana: suffixed('-service') },
  'k8s.keycloak.org': { Keycloak: suffixed('-service', '-discovery') },
  'machinelearning.seldon.io': { SeldonDeployment: seldon },
  'minio.min.io': { Tenant: ({ name }) => ['minio', `${name}-console`, `${name}-hl`] },
};
