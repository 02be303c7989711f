/** A Deployment as YAML, with the document separator. `more` is added next to the labels in the pod metadata. */
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
