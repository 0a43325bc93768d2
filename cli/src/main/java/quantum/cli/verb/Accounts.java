package quantum.cli.verb;

import quantum.account.settings.BrainSettings;
import quantum.account.settings.HarvestSettings;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.AccountReader;
import quantum.account.snapshot.ServiceSettings;
import quantum.account.snapshot.SettingsReader;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;

/** Reads the account where the services keep it. */
final class Accounts {
  private Accounts() {}

  static Account read(Desk desk, Redis redis, RedisSettings where) {
    ServiceSettings shown = SettingsReader.read(redis);
    HarvestSettings settings = running(desk, shown, where);
    return new AccountReader(
            redis, shown, settings.sources().killKey(), settings.sources().groups())
        .read(System.currentTimeMillis());
  }

  /** As harvest-brain runs; by the defaults, and said so, where that cannot be understood. */
  static HarvestSettings running(Desk desk, ServiceSettings shown, RedisSettings where) {
    BrainSettings brain = BrainSettings.of(shown, where);
    brain.said().ifPresent(what -> desk.err().println("quantum: harvest-brain: " + what));
    return brain.running();
  }
}
