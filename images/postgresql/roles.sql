-- The platform's own roles. The administrator makes databases and their roles, and is none of the superusers.
\set VERBOSITY terse
SELECT format('CREATE ROLE %I', role) FROM unnest(ARRAY['administrator', 'backup']) AS role WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role)
\gexec

\getenv file POSTGRESQL_ADMINISTRATOR_PASSWORD_FILE
\if :{?file}
\set password `cat "$POSTGRESQL_ADMINISTRATOR_PASSWORD_FILE"`
-- A drill reads what it has restored.
ALTER ROLE administrator LOGIN CREATEDB CREATEROLE BYPASSRLS PASSWORD :'password';
\unset file
\endif

-- Row security would hide rows from a dump. "All data" has no large objects in it: their rights are not asked for.
GRANT pg_read_all_data TO backup;
ALTER ROLE backup BYPASSRLS;
ALTER ROLE backup SET lo_compat_privileges = on;
\getenv file POSTGRESQL_BACKUP_PASSWORD_FILE
\if :{?file}
\set password `cat "$POSTGRESQL_BACKUP_PASSWORD_FILE"`
ALTER ROLE backup LOGIN PASSWORD :'password';
\unset file
\endif
