-- A database with a role of the same name, which may connect to it alone (pg_hba.conf). Variables of psql: name, password. May run again at any time.
\set VERBOSITY terse
SELECT format('CREATE ROLE %I', :'name') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'name')
\gexec
ALTER ROLE :"name" LOGIN PASSWORD :'password';
-- Only who is a member of a role may give it a database.
GRANT :"name" TO administrator;
SELECT format('CREATE DATABASE %I OWNER %I', :'name', :'name') WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name')
\gexec
