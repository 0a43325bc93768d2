package quantum.account.snapshot;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import quantum.runtime.snapshot.Found;

/**
 * What the services run with, as each shows it beside its sign of life.
 *
 * @param shown each setting by its name, secrets masked; absent of a service that does not run
 * @param withheld keys that this user may not read
 */
public record ServiceSettings(
    Map<SuiteService, Found<Map<String, String>>> shown, List<String> withheld) {
  public static final ServiceSettings NONE = new ServiceSettings(Map.of(), List.of());

  public ServiceSettings {
    Map<SuiteService, Found<Map<String, String>>> sorted = new EnumMap<>(SuiteService.class);
    sorted.putAll(shown);
    shown = Collections.unmodifiableMap(sorted);
    withheld = List.copyOf(withheld);
  }

  /** All settings of one service. */
  public Found<Map<String, String>> of(SuiteService service) {
    return shown.getOrDefault(service, Found.absent());
  }

  /** One setting of a service that runs; "" is one that is empty. */
  public Optional<String> value(SuiteService service, String name) {
    return of(service).value().map(settings -> settings.get(name));
  }

  /** A list of symbols that a service runs with, in capitals. */
  public Optional<Set<String>> names(SuiteService service, String name) {
    return value(service, name)
        .map(
            text -> {
              Set<String> names = new LinkedHashSet<>();
              for (String part : text.split(",")) {
                if (!part.isBlank()) {
                  names.add(part.strip().toUpperCase(Locale.ROOT));
                }
              }
              return names;
            });
  }

  /** Every symbol that some service is set to. */
  public Set<String> symbols() {
    Set<String> all = new LinkedHashSet<>();
    names(SuiteService.MARKET_STATE, "SYMBOLS").ifPresent(all::addAll);
    names(SuiteService.INTENT_BRIDGE, "INTENT_BRIDGE_ALLOWLIST").ifPresent(all::addAll);
    names(SuiteService.APPLY_LAYER, "APPLY_ALLOWLIST").ifPresent(all::addAll);
    names(SuiteService.TRADING_BOT, "SYMBOLS").ifPresent(all::addAll);
    return all;
  }
}
