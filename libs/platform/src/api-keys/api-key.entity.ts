import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A key of the API. Its secret is kept as a digest only. */
@Entity({ schema: 'access', name: 'api_key' })
export class ApiKey {
  @PrimaryColumn({ name: 'key_id', type: 'text' })
  keyId!: string;

  /** SHA-256 of the whole key. The secret has 256 bits of chance, so no slow digest is needed. */
  @Column({ name: 'digest', type: 'text' })
  digest!: string;

  /** Who acts through it, as events name them. Two keys may be one actor's, old and new. */
  @Column({ name: 'actor_id', type: 'text' })
  actorId!: string;

  @Column({ name: 'agency_id', type: 'text', nullable: true })
  agencyId!: string | null;

  /** The most that it may be used for: what its actor was granted counts through it for these roles only. */
  @Column({ name: 'roles', type: 'text', array: true })
  roles!: string[];

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;
}

/** The table of keys. */
export const apiKeyMigrations = [
  {
    name: 'access-api-keys',
    up: `
      create schema access;
      create table access.api_key (
        key_id text primary key,
        digest text not null unique,
        actor_id text not null,
        agency_id text,
        roles text[] not null,
        created_at timestamptz not null default now(),
        revoked_at timestamptz
      );
      grant usage on schema access to common_purse_service;
      grant select, insert on access.api_key to common_purse_service;
      grant update (revoked_at) on access.api_key to common_purse_service;`,
  },
];
