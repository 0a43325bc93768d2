package quantum.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a service can be set to: for its main, and for whoever judges its settings without starting
 * it.
 *
 * @param <S> the service's settings
 * @param service its name in health, client list and log, e.g. harvest-brain
 * @param prefixes of the variables among which an unknown one is refused, e.g. HARVEST_
 * @param read reads every setting of the service, and touches nothing else
 */
public record SettingsSchema<S>(String service, List<String> prefixes, Function<Settings, S> read) {
  public SettingsSchema {
    prefixes = List.copyOf(prefixes);
  }

  /** The same under another name. */
  public SettingsSchema<S> named(String other) {
    return new SettingsSchema<>(other, prefixes, read);
  }

  /**
   * What a start with certain settings would say.
   *
   * @param known every setting, with its default and its value; secrets masked
   * @param violations what does not allow a start, one sentence each
   */
  public record Judged(List<Settings.Known> known, List<String> violations) {
    public Judged {
      known = List.copyOf(known);
      violations = List.copyOf(violations);
    }
  }

  /**
   * @param env variables of the environment
   * @param credentials settings that come as files, by name: they win, and are not shown
   */
  public Judged judge(Map<String, String> env, Map<String, String> credentials) {
    Settings settings = Settings.withCredentials(env, credentials, prefixes);
    List<String> violations = new ArrayList<>();
    try {
      ServiceMain.settingsOf(settings, read);
    } catch (BadSettings e) {
      violations.addAll(e.violations());
    }
    return new Judged(settings.known(), violations);
  }
}
