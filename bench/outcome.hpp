// What a benchmark has found: named series of figures, one of them the subject, one perhaps its baseline, one
// its floor; printed as a table for people or, with --json, as one object (hotlane.bench/1) that the suite
// collects. A claim is a ratio of medians of the same run, never a time alone.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "latency/latency_histogram.hpp"

namespace hotlane::bench {

// What a series is to the claim: `other` is only shown.
enum class Role : uint8_t { subject, baseline, floor, other };

// Shares of a distribution that are kept, for percentiles and for the curve from the median to the worst.
constexpr std::array<double, 16> curve_shares = {0,     0.25,  0.5,   0.75,   0.9,    0.95,    0.98,    0.99,
                                                 0.995, 0.998, 0.999, 0.9995, 0.9999, 0.99995, 0.99999, 1};

struct Series {
  std::string name;
  Role role = Role::other;
  std::array<double, curve_shares.size()> curve{};

  [[nodiscard]] double at(double share) const noexcept {
    const auto found = std::find(curve_shares.begin(), curve_shares.end(), share);
    return found == curve_shares.end() ? 0 : curve[static_cast<size_t>(found - curve_shares.begin())];
  }
  [[nodiscard]] double median() const noexcept { return at(0.5); }
};

class Outcome {
 public:
  // `claim`: the sentence that the figures are to bear out. `unit`: of all series, "ns/message".
  Outcome(std::string_view name, std::string_view claim, std::string_view unit)
      : name_(name), claim_(claim), unit_(unit) {}

  // Figures in any order, one a block or one an event; `divisor`: events in what each stands for.
  void add(std::string_view name, Role role, std::vector<double> figures, double divisor = 1) {
    Series series{std::string(name), role, {}};
    std::sort(figures.begin(), figures.end());
    for (size_t i = 0; i < curve_shares.size() && !figures.empty(); ++i) {
      const double rank = curve_shares[i] * static_cast<double>(figures.size() - 1);
      series.curve[i] = figures[static_cast<size_t>(rank)] / divisor;
    }
    series_.push_back(std::move(series));
  }
  void add(std::string_view name, Role role, const LatencyHistogram& histogram) {
    Series series{std::string(name), role, {}};
    for (size_t i = 0; i < curve_shares.size(); ++i) {
      series.curve[i] = static_cast<double>(histogram.percentile(curve_shares[i]));
    }
    series_.push_back(std::move(series));
  }
  // A count or a size that belongs beside the series, or a sentence about the run's conditions.
  void note(std::string_view name, double value) { figures_.emplace_back(name, value); }
  void remark(std::string_view text) { remarks_.emplace_back(text); }

  // Times as fast as the baseline; times as slow as the floor. 0: there is none, or no subject.
  [[nodiscard]] double ratio() const noexcept { return quotient(find(Role::baseline), find(Role::subject)); }
  [[nodiscard]] double above_floor() const noexcept {
    return quotient(find(Role::subject), find(Role::floor));
  }

  void print(bool is_json) const { is_json ? print_json() : print_table(); }

 private:
  [[nodiscard]] const Series* find(Role role) const noexcept {
    const auto found = std::find_if(series_.begin(), series_.end(),
                                    [role](const Series& series) { return series.role == role; });
    return found == series_.end() ? nullptr : &*found;
  }
  [[nodiscard]] static double quotient(const Series* above, const Series* below) noexcept {
    return above == nullptr || below == nullptr || below->median() == 0 ? 0
                                                                        : above->median() / below->median();
  }

  void print_table() const {
    std::printf("%s: %s\n", name_.c_str(), claim_.c_str());
    size_t width = 0;
    for (const Series& series : series_) width = std::max(width, series.name.size());
    for (const Series& series : series_) {
      if (series.at(0) == series.at(1)) {
        std::printf("  %-*s  %13.2f %s%s\n", static_cast<int>(width), series.name.c_str(), series.median(),
                    unit_.c_str(), words_of(series.role));
        continue;
      }
      std::printf("  %-*s  p50 %9.2f  p90 %9.2f  p99 %9.2f  p99.9 %10.2f  p99.99 %10.2f  max %12.2f %s%s\n",
                  static_cast<int>(width), series.name.c_str(), series.median(), series.at(0.9),
                  series.at(0.99), series.at(0.999), series.at(0.9999), series.at(1), unit_.c_str(),
                  words_of(series.role));
    }
    if (ratio() != 0) std::printf("  %.2f times as fast as the baseline", ratio());
    if (above_floor() != 0) std::printf("  %.2f times the floor", above_floor());
    if (ratio() != 0 || above_floor() != 0) std::printf(" (medians)\n");
    for (const auto& [name, value] : figures_) std::printf("  %s: %.10g\n", name.c_str(), value);
    for (const std::string& text : remarks_) std::printf("  %s\n", text.c_str());
  }

  // Names, claims and remarks are ours: they hold nothing that JSON would have to escape.
  void print_json() const {
    std::printf("{\"schema\":\"hotlane.bench/1\",\"name\":\"%s\",\"claim\":\"%s\",\"unit\":\"%s\"",
                name_.c_str(), claim_.c_str(), unit_.c_str());
    if (const Series* subject = find(Role::subject)) {
      std::printf(",\"nsPerOp\":{\"median\":%.4g}", subject->median());
      std::printf(",\"percentiles\":");
      print_percentiles(*subject);
    }
    print_reference("baseline", find(Role::baseline));
    print_reference("floor", find(Role::floor));
    if (ratio() != 0) std::printf(",\"ratio\":%.4g", ratio());
    if (above_floor() != 0) std::printf(",\"aboveFloor\":%.4g", above_floor());
    std::printf(",\"series\":[");
    const char* comma = "";
    for (const Series& series : series_) {
      std::printf("%s{\"name\":\"%s\",\"role\":\"%s\",\"percentiles\":", comma, series.name.c_str(),
                  name_of(series.role));
      print_percentiles(series);
      std::printf(",\"curve\":[");
      for (size_t i = 0; i < curve_shares.size(); ++i) {
        std::printf("%s[%.10g,%.6g]", i == 0 ? "" : ",", curve_shares[i], series.curve[i]);
      }
      std::printf("]}");
      comma = ",";
    }
    std::printf("],\"figures\":{");
    comma = "";
    for (const auto& [name, value] : figures_) {
      std::printf("%s\"%s\":%.10g", comma, name.c_str(), value);
      comma = ",";
    }
    std::printf("},\"remarks\":[");
    comma = "";
    for (const std::string& text : remarks_) {
      std::printf("%s\"%s\"", comma, text.c_str());
      comma = ",";
    }
    std::printf("]}\n");
  }

  static void print_percentiles(const Series& series) {
    std::printf("{\"p50\":%.6g,\"p90\":%.6g,\"p99\":%.6g,\"p99.9\":%.6g,\"p99.99\":%.6g,\"max\":%.6g}",
                series.median(), series.at(0.9), series.at(0.99), series.at(0.999), series.at(0.9999),
                series.at(1));
  }
  static void print_reference(const char* role, const Series* series) {
    if (series == nullptr) return;
    std::printf(",\"%s\":{\"name\":\"%s\",\"median\":%.6g}", role, series->name.c_str(), series->median());
  }
  [[nodiscard]] static const char* name_of(Role role) noexcept {
    constexpr const char* names[] = {"subject", "baseline", "floor", "other"};
    return names[static_cast<size_t>(role)];
  }
  [[nodiscard]] static const char* words_of(Role role) noexcept {
    constexpr const char* words[] = {"", "  (baseline)", "  (floor)", ""};
    return words[static_cast<size_t>(role)];
  }

  std::string name_;
  std::string claim_;
  std::string unit_;
  std::vector<Series> series_;
  std::vector<std::pair<std::string, double>> figures_;
  std::vector<std::string> remarks_;
};

// Whether the benchmark was asked for JSON; it takes its other options itself.
[[nodiscard]] inline bool wants_json(int argc, char** argv) noexcept {
  return std::any_of(argv + 1, argv + argc,
                     [](const char* argument) { return std::string_view(argument) == "--json"; });
}

}  // namespace hotlane::bench
