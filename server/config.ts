import { z } from 'zod';

/** What the environment may say; options on the command line say it louder. */
const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  HOST: z.string().default('127.0.0.1'),
  CHARTKEEPER_DB: z.string().default('chartkeeper.db'),
  CHARTKEEPER_ALLOWED_ORIGINS: z.string().default(''),
  CHARTKEEPER_WEBHOOK: z.url().optional(),
  CHARTKEEPER_DEFAULT_FACILITY: z.string().default('main'),
  CHARTKEEPER_OIDC_ISSUER: z.url().optional(),
  CHARTKEEPER_OIDC_AUDIENCE: z.string().optional(),
  CHARTKEEPER_OIDC_JWKS: z.url().optional(),
  CHARTKEEPER_LOG: z.enum(['info', 'error', 'silent']).default('info'),
});

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly db: string;
  readonly allowedOrigins: readonly string[];
  readonly webhookUrl: string | undefined;
  readonly defaultFacility: string;
  readonly issuers: readonly {
    readonly issuer: string;
    readonly audience: string;
    readonly jwksUrl: string;
  }[];
  readonly logLevel: string;
}

/** @throws Error naming the variable that cannot be used */
export function configFrom(environment: Readonly<Record<string, string | undefined>>): Config {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(
      `Environment variable ${issue?.path.join('.')}: ${issue?.message}. Correct or unset it.`,
    );
  }
  const values = parsed.data;
  const issuer = values.CHARTKEEPER_OIDC_ISSUER;
  return {
    port: values.PORT,
    host: values.HOST,
    db: values.CHARTKEEPER_DB,
    allowedOrigins: values.CHARTKEEPER_ALLOWED_ORIGINS.split(',')
      .map((one) => one.trim())
      .filter(Boolean),
    webhookUrl: values.CHARTKEEPER_WEBHOOK,
    defaultFacility: values.CHARTKEEPER_DEFAULT_FACILITY,
    issuers:
      issuer === undefined
        ? []
        : [
            {
              issuer,
              audience: values.CHARTKEEPER_OIDC_AUDIENCE ?? 'chartkeeper',
              jwksUrl:
                values.CHARTKEEPER_OIDC_JWKS ??
                `${issuer.replace(/\/$/, '')}/.well-known/jwks.json`,
            },
          ],
    logLevel: values.CHARTKEEPER_LOG,
  };
}
