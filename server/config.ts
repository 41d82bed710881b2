import { z } from 'zod';
import type { TrustedIssuer } from './auth.ts';
import type { MailConfig } from './letters/send-mail.ts';
import type { OidcOptions } from './oidc.ts';

/** What the environment may say; options on the command line say it louder. */
const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  HOST: z.string().default('127.0.0.1'),
  CHARTKEEPER_DB: z.string().default('chartkeeper.db'),
  CHARTKEEPER_ALLOWED_ORIGINS: z.string().default(''),
  CHARTKEEPER_WEBHOOK: z.url().optional(),
  CHARTKEEPER_DEFAULT_FACILITY: z.string().default('main'),
  CHARTKEEPER_OIDC_ISSUER: z.url().optional(),
  CHARTKEEPER_OIDC_CLIENT_ID: z.string().default('chartkeeper'),
  CHARTKEEPER_OIDC_CLIENT_SECRET: z.string().optional(),
  CHARTKEEPER_PUBLIC_URL: z.url().optional(),
  /** Issuers of host portals whose bearer tokens are believed, and the audience they name. */
  CHARTKEEPER_TRUSTED_ISSUERS: z.string().default(''),
  CHARTKEEPER_AUDIENCE: z.string().default('chartkeeper'),
  CHARTKEEPER_REQUESTS_PER_MINUTE: z.coerce.number().int().positive().default(60_000),
  /** HL7 v2 over MLLP: nothing listens without a port. */
  CHARTKEEPER_MLLP_PORT: z.coerce.number().int().min(0).max(65535).optional(),
  CHARTKEEPER_MLLP_HOST: z.string().default('127.0.0.1'),
  /** Files in PEM; with a CA, senders must show a certificate that it signed. */
  CHARTKEEPER_MLLP_TLS_KEY: z.string().optional(),
  CHARTKEEPER_MLLP_TLS_CERT: z.string().optional(),
  CHARTKEEPER_MLLP_TLS_CA: z.string().optional(),
  /** What MLLP senders may send for; everything where it is empty. */
  CHARTKEEPER_MLLP_FACILITIES: z.string().default(''),
  /** The site's mail server for letters, `smtp://user:password@host:587`, and whom they are from. */
  CHARTKEEPER_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  CHARTKEEPER_MAIL_FROM: z.email().optional(),
  CHARTKEEPER_LOG: z.enum(['info', 'error', 'silent']).default('info'),
});

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly db: string;
  readonly allowedOrigins: readonly string[];
  readonly webhookUrl: string | undefined;
  readonly mail: MailConfig | undefined;
  readonly defaultFacility: string;
  readonly issuers: readonly TrustedIssuer[];
  readonly oidc: OidcOptions | undefined;
  /** Requests one caller may make in a minute. */
  readonly requestsPerMinute: number;
  readonly logLevel: string;
  readonly mllp: MllpConfig;
}

export interface MllpConfig {
  readonly port: number | undefined;
  readonly host: string;
  readonly tls: { readonly key: string; readonly cert: string; readonly ca?: string } | null;
  /** What its senders may send for. */
  readonly facilities: '*' | string[];
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
    allowedOrigins: list(values.CHARTKEEPER_ALLOWED_ORIGINS),
    webhookUrl: values.CHARTKEEPER_WEBHOOK,
    defaultFacility: values.CHARTKEEPER_DEFAULT_FACILITY,
    issuers: list(values.CHARTKEEPER_TRUSTED_ISSUERS).map((one) => ({
      issuer: one,
      audience: values.CHARTKEEPER_AUDIENCE,
    })),
    oidc: issuer === undefined ? undefined : oidcFrom(values, issuer),
    requestsPerMinute: values.CHARTKEEPER_REQUESTS_PER_MINUTE,
    logLevel: values.CHARTKEEPER_LOG,
    mail: mailFrom(values),
    mllp: mllpFrom(values),
  };
}

function mailFrom(values: z.infer<typeof Environment>): MailConfig | undefined {
  const { CHARTKEEPER_SMTP_URL: url, CHARTKEEPER_MAIL_FROM: from } = values;
  if (url === undefined && from === undefined) return undefined;
  if (url === undefined || from === undefined)
    throw new Error(
      'Mail needs CHARTKEEPER_SMTP_URL and CHARTKEEPER_MAIL_FROM. Set both or neither.',
    );
  return { url, from };
}

function mllpFrom(values: z.infer<typeof Environment>): MllpConfig {
  const { CHARTKEEPER_MLLP_TLS_KEY: key, CHARTKEEPER_MLLP_TLS_CERT: cert } = values;
  const ca = values.CHARTKEEPER_MLLP_TLS_CA;
  const facilities = list(values.CHARTKEEPER_MLLP_FACILITIES);
  // Half a setting must not become a listener in the clear.
  if ((key === undefined) !== (cert === undefined) || (ca !== undefined && key === undefined)) {
    throw new Error(
      'MLLP over TLS needs CHARTKEEPER_MLLP_TLS_KEY and CHARTKEEPER_MLLP_TLS_CERT. Set both or neither.',
    );
  }
  return {
    port: values.CHARTKEEPER_MLLP_PORT,
    host: values.CHARTKEEPER_MLLP_HOST,
    tls:
      key === undefined || cert === undefined
        ? null
        : { key, cert, ...(ca === undefined ? {} : { ca }) },
    facilities: facilities.length === 0 ? '*' : facilities,
  };
}

function oidcFrom(values: z.infer<typeof Environment>, issuer: string): OidcOptions {
  const secret = values.CHARTKEEPER_OIDC_CLIENT_SECRET;
  return {
    issuer,
    clientId: values.CHARTKEEPER_OIDC_CLIENT_ID,
    publicUrl: values.CHARTKEEPER_PUBLIC_URL ?? `http://${values.HOST}:${values.PORT}`,
    ...(secret === undefined ? {} : { clientSecret: secret }),
  };
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
}
