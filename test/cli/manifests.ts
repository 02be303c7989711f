/** A Deployment as YAML, with the end of its document. `more` stands beside the labels in the metadata of its pods. */
export const deployment = (name: string, namespace: string, labels: string, more = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: ${labels} }
  template:
    metadata: { labels: ${labels}${more} }
    spec: { containers: [{ name: main, image: main }] }
---`;
