# A small rented machine: systemd, sshd, a user bus, sudo, and the account `ops` with uid 1000. Each container makes its
# own host keys. What it lets in (password, key, sudo) is told to each container by packages/agent/test/real/support.
ARG BASE
FROM ${BASE}
RUN apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    systemd systemd-sysv dbus dbus-user-session libpam-systemd openssh-server sudo iptables >/dev/null \
  && apt-get clean && rm -rf /var/lib/apt/lists/* /etc/ssh/ssh_host_* \
  && systemctl mask getty.target console-getty.service systemd-udevd.service systemd-networkd.service \
    systemd-resolved.service apt-daily.timer apt-daily-upgrade.timer fstrim.timer e2scrub_all.timer \
  && useradd --uid 1000 --user-group --create-home --shell /bin/bash ops \
  && install -d /etc/systemd/system/ssh.service.d \
  && printf '[Service]\nExecStartPre=\nExecStartPre=/usr/bin/ssh-keygen -A\nExecStartPre=/usr/sbin/sshd -t\n' \
    >/etc/systemd/system/ssh.service.d/host-keys.conf
COPY node /opt/node/bin/node
STOPSIGNAL SIGRTMIN+3
CMD ["/lib/systemd/systemd"]
