

export const POD_LABEL = 'sidecar.istio.io/inject';
