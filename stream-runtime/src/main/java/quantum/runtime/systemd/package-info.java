/** What systemd is told: ready, status, alive, stopping (the sd_notify protocol). */
package quantum.runtime.systemd;
