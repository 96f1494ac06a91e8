#!/bin/bash
# Starts the registry, and waits until it asks for a password.
: "${authority:?}" "${port:?}" "${patience:?}"

systemctl daemon-reload
systemctl enable -q ruche-registry
# What does not start at once is started again by systemd.
systemctl restart ruche-registry || true

end=$((SECONDS + patience))
until [ "$(curl -so /dev/null -w '%{http_code}' --cacert "$authority" "https://127.0.0.1:$port/v2/")" = 401 ]; do
  if [ "$SECONDS" -ge "$end" ]; then
    echo 'the registry has not answered for a minute:' >&2
    journalctl -u ruche-registry -n 20 --no-pager -o cat >&2
    exit 1
  fi
  sleep 0.1
done
