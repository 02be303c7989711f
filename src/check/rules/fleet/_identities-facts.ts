

export const GOOGLE_ACCOUNT = 'iam.gke.io/gcp-service-account';
