import { classNames } from "./class-names";

/** A measure of work done, from 0 to 1; without a value it only says that work goes on. */
export function Progress({ label, value }: { label: string; value?: number }) {
  const percent = value === undefined ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div className="grid gap-1.5">
      <div className="flex justify-between text-small text-ink-soft">
        <span>{label}</span>
        {percent === undefined ? null : <span className="figures">{percent}%</span>}
      </div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(percent === undefined ? {} : { "aria-valuenow": percent })}
        className="h-1 overflow-hidden bg-wash"
      >
        <div
          className={classNames("h-full bg-ink", percent === undefined && "w-1/3 animate-pulse")}
          style={percent === undefined ? undefined : { width: `${percent}%` }}
        />
      </div>
    </div>
  );
}
